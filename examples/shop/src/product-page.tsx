import type { Product, Review, ReviewList } from '../types.ts';
import { fetchJson, Loaded, useData } from './data.tsx';
import { absolute, SITE_NAME, usePage } from './head.tsx';
import { priceText } from './product-card.tsx';
import type { PageProps } from './router.tsx';

type Offer = { product: Product; reviews: Review[] };

/** `/products/:id` */
export function ProductPage({ params }: PageProps) {
  const data = useData(signal => loadOffer(params.id ?? '', signal));
  return <Loaded data={data}>{offer => <Shown {...offer} />}</Loaded>;
}

/** One after the other, as in many real apps: such a chain is what makes a page slow to finish. */
async function loadOffer(id: string, signal: AbortSignal): Promise<Offer> {
  const path = `/api/products/${encodeURIComponent(id)}`;
  const product = await fetchJson<Product>(path, signal);
  const { reviews } = await fetchJson<ReviewList>(`${path}/reviews`, signal);
  return { product, reviews };
}

function Shown({ product, reviews }: Offer) {
  usePage({
    title: product.name,
    description: product.summary,
    canonical: pathOf(product),
    type: 'product',
    image: { path: product.image, alt: product.imageAlt },
    properties: {
      'product:price:amount': decimalPrice(product),
      'product:price:currency': product.currency,
    },
    jsonLd: jsonLdOf({ product, reviews }),
  });
  return (
    <>
      <nav class="crumbs" aria-label="Breadcrumb">
        <a href="/products">Products</a> <span aria-hidden="true">/</span>{' '}
        <span aria-current="page">{product.name}</span>
      </nav>
      <article>
        <ProductDetails product={product} reviews={reviews} />
        <Reviews reviews={reviews} />
      </article>
    </>
  );
}

function ProductDetails({ product, reviews }: Offer) {
  const subject = encodeURIComponent(product.name);
  return (
    <div class="product">
      <div class={`picture tone-${product.tone}`}>
        <img src={product.image} alt={product.imageAlt} width="240" height="180" />
      </div>
      <div>
        <h1 tabIndex={-1}>{product.name}</h1>
        {reviews.length > 0 && <Stars rating={average(reviews)} count={reviews.length} />}
        <p class="price price-large">{priceText(product.price)}</p>
        <p class={product.inStock ? 'stock' : 'stock stock-out'}>
          {product.inStock ? 'Made to order, ready in two to three weeks' : 'Sold out until the autumn'}
        </p>
        {product.description.map(paragraph => (
          <p key={paragraph}>{paragraph}</p>
        ))}
        <h2>Made of</h2>
        <ul class="details">
          {product.details.map(detail => (
            <li key={detail}>{detail}</li>
          ))}
        </ul>
        <p class="actions">
          <a class="button" href={`mailto:workshop@waymark.example?subject=${subject}`}>
            Ask the workshop
          </a>
        </p>
      </div>
    </div>
  );
}

function Reviews({ reviews }: { reviews: Review[] }) {
  return (
    <section class="reviews" aria-labelledby="reviews">
      <h2 id="reviews">What people say</h2>
      {reviews.length === 0 && <p>Nobody has written about it yet.</p>}
      <ul>
        {reviews.map(review => (
          <li key={review.author + review.date}>
            <Stars rating={review.rating} />
            <p>{review.text}</p>
            <p class="by">
              {review.author}, <time dateTime={review.date}>{dateText(review.date)}</time>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Stars({ rating, count }: { rating: number; count?: number }) {
  const full = Math.round(rating);
  return (
    <p class="stars">
      <span role="img" aria-label={`${rating} of 5 stars`}>
        {'★'.repeat(full)}
        <span class="stars-empty">{'★'.repeat(5 - full)}</span>
      </span>
      {count !== undefined && (
        <span class="by">
          {rating} from {count} {count === 1 ? 'review' : 'reviews'}
        </span>
      )}
    </p>
  );
}

function jsonLdOf({ product, reviews }: Offer): object {
  const url = absolute(pathOf(product));
  return {
    '@context': 'https://schema.org',
    '@type': 'Product',
    name: product.name,
    description: product.description.join(' '),
    image: absolute(product.image),
    sku: product.id,
    url,
    brand: { '@type': 'Brand', name: SITE_NAME },
    offers: {
      '@type': 'Offer',
      url,
      price: decimalPrice(product),
      priceCurrency: product.currency,
      availability: `https://schema.org/${product.inStock ? 'InStock' : 'OutOfStock'}`,
    },
    // Search engines reject a rating of nothing.
    ...(reviews.length > 0 && {
      aggregateRating: {
        '@type': 'AggregateRating',
        ratingValue: average(reviews),
        reviewCount: reviews.length,
      },
      review: reviews.map(reviewJsonLd),
    }),
  };
}

function reviewJsonLd(review: Review): object {
  return {
    '@type': 'Review',
    author: { '@type': 'Person', name: review.author },
    datePublished: review.date,
    reviewBody: review.text,
    reviewRating: { '@type': 'Rating', ratingValue: review.rating, bestRating: 5 },
  };
}

function pathOf(product: Product): string {
  return `/products/${product.id}`;
}

function decimalPrice(product: Product): string {
  return (product.price / 100).toFixed(2);
}

function average(reviews: Review[]): number {
  const sum = reviews.reduce((total, review) => total + review.rating, 0);
  return Math.round((sum / reviews.length) * 10) / 10;
}

// In UTC, so that the page says the same day wherever it is drawn.
const days = new Intl.DateTimeFormat('en-IE', { dateStyle: 'long', timeZone: 'UTC' });

function dateText(date: string): string {
  return days.format(new Date(date));
}
