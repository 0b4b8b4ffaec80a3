import { zod } from './vendor.ts';

const Product = zod.object({
  id: zod.int(),
  name: zod.string(),
  text: zod.string(),
  review: zod.string(),
  related: zod.array(zod.int()),
  priceUrl: zod.string(),
});
const Price = zod.object({ price: zod.string(), stock: zod.string() });

export type Product = zod.infer<typeof Product>;
export type Price = zod.infer<typeof Price>;

export const loadProduct = async (path: string): Promise<Product> => Product.parse(await load(`/api${path}`));

/** Only the product knows where its price is asked for: the second call waits for the first. */
export const loadPrice = async (product: Product): Promise<Price> =>
  Price.parse(await load(product.priceUrl));

async function load(path: string): Promise<unknown> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}
