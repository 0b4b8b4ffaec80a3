import { render } from 'preact';

const place = document.getElementById('app');
if (place)
  render(
    <main>
      <h1>Signpost</h1>
    </main>,
    place,
  );
