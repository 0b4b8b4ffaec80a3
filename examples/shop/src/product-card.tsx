import type { ProductSummary } from '../types.ts';

const prices = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' });

/** A price in cents, as people read it. */
export function priceText(cents: number): string {
  return prices.format(cents / 100);
}

/** The products of a list, each a link to its page. */
export function ProductGrid({ products }: { products: ProductSummary[] }) {
  return (
    <ul class="grid">
      {products.map(product => (
        <li key={product.id}>
          <ProductCard product={product} />
        </li>
      ))}
    </ul>
  );
}

function ProductCard({ product }: { product: ProductSummary }) {
  return (
    <a class="card" href={`/products/${product.id}`}>
      <span class={`picture tone-${product.tone}`}>
        {/* The name beside it says all a list needs, so the picture is decoration here. */}
        <img src={product.image} alt="" width="240" height="180" />
      </span>
      <span class="card-text">
        <strong class="card-name">{product.name}</strong>
        <span class="card-summary">{product.summary}</span>
        <span class="price">{priceText(product.price)}</span>
      </span>
    </a>
  );
}
