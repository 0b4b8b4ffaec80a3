import { usePage } from './head.tsx';

/** `/about` */
export function AboutPage() {
  usePage({
    title: 'About us',
    description:
      'Five people, one former chandlery and a rule: a sign is finished when a stranger can follow it.',
    canonical: '/about',
  });
  return (
    <div class="prose">
      <h1 tabIndex={-1}>A sign is finished when a stranger can follow it</h1>
      <p class="lead">
        Waymark began with a wrong turning. Ines Calloway drove a delivery to the same wrong farm three times
        in one week, went home, and cut the farmer a fingerpost.
      </p>
      <p>
        That was eleven years ago. Today we are five: two carpenters, an enameller, a letter cutter and
        somebody who answers the telephone. We work in the old chandlery at Tarrowmouth, where the light is
        good and the kettle is never far.
      </p>
      <h2>How we work</h2>
      <ul>
        <li>Every order begins with a walk, on the ground or on a map: where do people hesitate?</li>
        <li>We letter by hand, at the size that can be read from where the reader will stand.</li>
        <li>Wood comes from within forty miles, slate from the quarry you can see from our roof.</li>
        <li>What breaks comes back to us, and we mend it. The first ten years are free.</li>
      </ul>
      <h2>Visit us</h2>
      <p>
        The Old Chandlery, Quay Street, Tarrowmouth. Tuesday to Saturday, ten to four. There is no sign
        outside: we keep selling it.
      </p>
      <p class="actions">
        <a class="button" href="mailto:workshop@waymark.example">
          Write to the workshop
        </a>
        <a href="/products">See what we make</a>
      </p>
    </div>
  );
}
