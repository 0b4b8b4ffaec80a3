import type { ProductPage } from '../types.ts';
import { fetchJson, Loaded, useData } from './data.tsx';
import { usePage } from './head.tsx';
import { ProductGrid } from './product-card.tsx';
import type { PageProps } from './router.tsx';

/** `/products?page=N` */
export function ProductsPage({ query }: PageProps) {
  const page = query.get('page') ?? '1';
  const data = useData(signal =>
    fetchJson<ProductPage>(`/api/products?page=${encodeURIComponent(page)}`, signal),
  );
  return <Loaded data={data}>{list => <Products list={list} />}</Loaded>;
}

function Products({ list }: { list: ProductPage }) {
  const { page, pages, total } = list;
  usePage({
    title: page === 1 ? 'Products' : `Products, page ${page} of ${pages}`,
    description: `Lanterns, fingerposts, plaques, numerals and trail marks: all ${total} products, page ${page} of ${pages}.`,
    // Each page of the list holds other products, so each is its own canonical address.
    canonical: addressOf(page),
  });
  return (
    <>
      <header class="page-head">
        <h1 tabIndex={-1}>Everything we make</h1>
        <p class="lead">
          {total} products, all made to order in our workshop. Page {page} of {pages}.
        </p>
      </header>
      <ProductGrid products={list.products} />
      <Pager page={page} pages={pages} />
    </>
  );
}

function Pager({ page, pages }: { page: number; pages: number }) {
  const numbers = Array.from({ length: pages }, (_, index) => index + 1);
  return (
    <nav class="pager" aria-label="Pages">
      {page > 1 && (
        <a href={addressOf(page - 1)} rel="prev">
          ← Previous
        </a>
      )}
      {numbers.map(number => (
        <a
          key={number}
          href={addressOf(number)}
          aria-label={`Page ${number}`}
          {...(number === page && { 'aria-current': 'page' as const })}
        >
          {number}
        </a>
      ))}
      {page < pages && (
        <a href={addressOf(page + 1)} rel="next">
          Next →
        </a>
      )}
    </nav>
  );
}

function addressOf(page: number): string {
  return page === 1 ? '/products' : `/products?page=${page}`;
}
