import type { ProductPage } from '../types.ts';
import { fetchJson, Loaded, useData } from './data.tsx';
import { usePage } from './head.tsx';
import { ProductGrid } from './product-card.tsx';

const FEATURED = 4;

/** `/` */
export function HomePage() {
  const data = useData(signal => fetchJson<ProductPage>('/api/products?page=1', signal));
  return <Loaded data={data}>{list => <Home list={list} />}</Loaded>;
}

function Home({ list }: { list: ProductPage }) {
  usePage({
    title: 'Waymark: signs, waymarks and lanterns',
    description: 'A small workshop by the water that makes signs, waymarks and lanterns which last, by hand.',
    canonical: '/',
  });
  return (
    <>
      <section class="hero">
        <div>
          <h1 tabIndex={-1}>So that nobody who visits you gets lost</h1>
          <p class="lead">
            We are five people in a former chandlery, and we make signs, waymarks and lanterns: oak, slate,
            enamel and brass, cut and lettered by hand, built to be read in the rain.
          </p>
          <p class="actions">
            <a class="button" href="/products">
              See all {list.total} products
            </a>
            <a href="/about">How we work</a>
          </p>
        </div>
        <img src="/assets/images/fingerpost.svg" alt="" width="240" height="180" />
      </section>
      <section aria-labelledby="season">
        <h2 id="season">On the bench this season</h2>
        <ProductGrid products={list.products.slice(0, FEATURED)} />
      </section>
    </>
  );
}
