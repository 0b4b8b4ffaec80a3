import { css } from './styles.ts';

/** A chunk of its own, loaded when there is a product to review. */
export function Reviews({ review }: { review: string }) {
  return (
    <section data-wanted="review" class={css('border-top: 1px solid; padding: 1rem')}>
      <h2>Reviews</h2>
      {Array.from({ length: 8 }, (_, n) => (
        <blockquote key={review + String(n)}>
          {review} ({n + 1})
        </blockquote>
      ))}
    </section>
  );
}
