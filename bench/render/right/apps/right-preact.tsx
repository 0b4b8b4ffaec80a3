import { type ComponentType, render } from 'preact';
import { useEffect, useState } from 'preact/hooks';

function Ropes() {
  const [text, setText] = useState<string>();
  const [Reviews, setReviews] = useState<{ View: ComponentType }>();
  useEffect(() => {
    fetch('/right/data?ms=80')
      .then(response => response.json())
      .then(data => setText(data.text));
  }, []);
  useEffect(() => {
    if (text) import('./preact-reviews.tsx').then(({ Reviews: View }) => setReviews({ View }));
  }, [text]);
  if (!text) return <p class="loading">Loading…</p>;
  return (
    <article>
      <h1>Ropes</h1>
      <p>{text}</p>
      {Reviews ? <Reviews.View /> : <p class="loading">Loading…</p>}
    </article>
  );
}

const root = document.getElementById('root');
if (root) render(<Ropes />, root);
