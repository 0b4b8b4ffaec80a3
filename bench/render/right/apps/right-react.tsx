/** @jsxImportSource react */
import { lazy, Suspense, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';

const Reviews = lazy(() => import('./react-reviews.tsx').then(({ Reviews }) => ({ default: Reviews })));

function Ropes() {
  const [text, setText] = useState<string>();
  useEffect(() => {
    fetch('/right/data?ms=80')
      .then(response => response.json())
      .then(data => setText(data.text));
  }, []);
  if (!text) return <p className="loading">Loading…</p>;
  return (
    <article>
      <h1>Ropes</h1>
      <p>{text}</p>
      <Suspense fallback={<p className="loading">Loading…</p>}>
        <Reviews />
      </Suspense>
    </article>
  );
}

const root = document.getElementById('root');
if (root) createRoot(root).render(<Ropes />);
