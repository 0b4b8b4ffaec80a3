/** What the lists show of a product. */
export type ProductSummary = {
  id: string;
  name: string;
  summary: string;
  /** In cents, so that no price is ever a rounded float. */
  price: number;
  currency: 'EUR';
  image: string;
  /** What the picture shows, for people who do not see it. */
  imageAlt: string;
  /** The colour of the tile behind the picture. */
  tone: 'amber' | 'moss' | 'slate' | 'clay';
};

export type Product = ProductSummary & {
  description: string[];
  details: string[];
  inStock: boolean;
};

export type Review = { author: string; rating: number; date: string; text: string };

/** `GET /api/products?page=N` */
export type ProductPage = { page: number; pages: number; total: number; products: ProductSummary[] };

/** `GET /api/products/:id/reviews` */
export type ReviewList = { reviews: Review[] };
