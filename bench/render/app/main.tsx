import type { JSX } from 'preact';
import { STYLE_MARK } from '../catalogue.ts';
import { loadPrice, loadProduct, type Price, type Product } from './data.ts';
import './stock-badge.ts';
import { css } from './styles.ts';
import { compat } from './vendor.ts';

const { render, useEffect, useState } = compat;

type ReviewsOf = (given: { review: string }) => JSX.Element;

function Shop() {
  const [product, setProduct] = useState<Product>();
  const [price, setPrice] = useState<Price>();
  const [Reviews, setReviews] = useState<ReviewsOf>();
  useEffect(() => {
    loadProduct(location.pathname).then(loaded => {
      setProduct(loaded);
      document.title = loaded.name;
      loadPrice(loaded).then(setPrice);
      import('./reviews.tsx').then(chunk => setReviews(() => chunk.Reviews));
    });
  }, []);
  if (!product) return <p class={css('color: grey')}>Loading…</p>;
  return (
    <main class={css(`max-width: 60rem; ${STYLE_MARK}; font-family: Shop`)}>
      <img src={`/images/${product.id}.svg`} alt={product.name} width="400" height="300" />
      <h1>{product.name}</h1>
      <p>{product.text}</p>
      {price && (
        <p data-wanted="price" class={css('font-size: 2rem')}>
          {price.price} <stock-badge text={price.stock} />
        </p>
      )}
      {Reviews && <Reviews review={product.review} />}
      <Related ids={product.related} />
    </main>
  );
}

function Related({ ids }: { ids: number[] }) {
  return (
    <ul class={css('display: grid; grid-template-columns: repeat(4, 1fr)')}>
      {ids.map(id => (
        <li key={id} class={css('list-style: none; padding: .5rem')}>
          <a href={`/products/${id}`} class={css('text-decoration: none')}>
            <img src={`/images/${id % 12}.svg`} alt="" width="100" height="75" />
            <span>Product no. {id}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'stock-badge': { text: string };
    }
  }
}

const root = document.getElementById('root');
if (root) render(<Shop />, root);
navigator.sendBeacon('/collect', location.pathname);
