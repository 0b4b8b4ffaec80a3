import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { products } from './catalogue.ts';

/** The day the catalogue was last edited. */
const EDITED = '2026-11-20';

/**
 * Writes the shop's sitemap.xml into a folder that it was built into.
 *
 * @param origin of the site, such as `https://www.example.com`: a sitemap's addresses are absolute
 */
export async function writeSitemap(outDir: string, origin: string): Promise<void> {
  const paths = ['/', '/products', '/about', ...products.map(({ id }) => `/products/${id}`)];
  const urls = paths.map(path => `  <url><loc>${origin}${path}</loc><lastmod>${EDITED}</lastmod></url>\n`);
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${urls.join('')}</urlset>
`;
  await writeFile(join(outDir, 'sitemap.xml'), xml);
}
