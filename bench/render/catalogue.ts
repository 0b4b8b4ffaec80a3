/** What the bench's shop sells: the same for the server that answers, and for the bench that looks whether it is all there. */
export interface Product {
  id: number;
  name: string;
  text: string;
  /** Answered by a second call. */
  price: string;
  /** Shown by a web component, in its shadow root, behind IN_STOCK. */
  stock: string;
  /** Shown by a chunk that is loaded when the product is known. */
  review: string;
  related: number[];
}

const GOODS = [
  'Lantern',
  'Compass',
  'Map board',
  'Fingerpost',
  'Wall lamp',
  'Trail disc',
  'Plaque',
  'Numeral',
];
const RELATED = 24;

export function productOf(id: number): Product {
  const good = GOODS[id % GOODS.length];
  return {
    id,
    name: `${good} no. ${id}`,
    text: `Made by hand, and signed on its back with the number ${id}. `.repeat(6),
    price: `${10 + (id % 90)}.${String((id * 37) % 100).padStart(2, '0')} €`,
    stock: `${1 + ((id * 7) % 60)} of no. ${id}`,
    review: `I would buy no. ${id} again`,
    related: Array.from({ length: RELATED }, (_, n) => id + n + 1),
  };
}

/** A declaration that the app writes by `insertRule`: it is in no text node of the page. */
export const STYLE_MARK = 'letter-spacing: 0.0123em';

/** Written by the web component itself: it is in no attribute of the page. */
export const IN_STOCK = 'In stock: ';

export interface Contents {
  /** The name, the price and the review are there: what two calls and a chunk have brought. */
  complete: boolean;
  styles: boolean;
  shadow: boolean;
}

/** What of a product's page a snapshot holds. */
export function contentsOf(html: string, product: Product): Contents {
  const has = (text: string) => html.includes(text);
  return {
    complete: [product.name, product.price, product.review].every(has),
    styles: has(STYLE_MARK),
    shadow: has(IN_STOCK + product.stock),
  };
}
