import * as sdk from '@shlinkio/shlink-js-sdk';
import * as contract from '@shlinkio/shlink-js-sdk/api-contract';
import * as http from '@shlinkio/shlink-js-sdk/fetch';

/* Shlink's SDK with types of what tests use: its own are written for bundlers, and are none for Node's way to find modules. */

interface Id {
  shortCode: string;
  domain?: string;
}

interface ShortUrl extends Id {
  visitsSummary: { total: number };
  [name: string]: unknown;
}

interface Pagination {
  currentPage: number;
  pagesCount: number;
  totalItems: number;
}

interface Listed<Item> {
  data: Item[];
  pagination: Pagination;
}

export interface ListParams {
  page?: string;
  itemsPerPage?: number;
  searchTerm?: string;
  tags?: string[];
  tagsMode?: 'any' | 'all';
  orderBy?: { field: string; dir: 'ASC' | 'DESC' };
  startDate?: string;
  endDate?: string;
}

interface VisitsParams {
  page?: number;
  itemsPerPage?: number;
  excludeBots?: boolean;
}

interface Client {
  createShortUrl(data: Record<string, unknown>): Promise<ShortUrl>;
  getShortUrl(id: Id): Promise<ShortUrl>;
  updateShortUrl(id: Id, data: Record<string, unknown>): Promise<ShortUrl>;
  deleteShortUrl(id: Id): Promise<void>;
  listShortUrls(params?: ListParams): Promise<Listed<ShortUrl>>;
  getShortUrlRedirectRules(id: Id): Promise<unknown>;
  setShortUrlRedirectRules(id: Id, data: unknown): Promise<unknown>;
  getShortUrlVisits(id: Id, params?: VisitsParams): Promise<Listed<{ potentialBot: boolean }>>;
  deleteShortUrlVisits(id: Id): Promise<unknown>;
  getTagVisits(tag: string): Promise<Listed<unknown>>;
  getVisitsOverview(): Promise<{ nonOrphanVisits: { total: number } }>;
  listTags(): Promise<{ data: string[] }>;
  tagsStats(): Promise<{ data: { tag: string; shortUrlsCount: number }[] }>;
  editTag(renaming: { oldName: string; newName: string }): Promise<unknown>;
  deleteTags(tags: string[]): Promise<unknown>;
  deleteOrphanVisits(): Promise<unknown>;
  editDomainRedirects(data: Record<string, unknown>): Promise<unknown>;
  listDomains(): Promise<{ data: unknown[] }>;
  health(): Promise<unknown>;
  mercureInfo(): Promise<unknown>;
}

type Modules = {
  ShlinkApiClient: new (http: object, server: { baseUrl: string; apiKey: string }) => Client;
  FetchHttpClient: new () => object;
  ErrorType: Record<ErrorName, string>;
};

type ErrorName =
  | 'INVALID_AUTHORIZATION'
  | 'INVALID_API_KEY'
  | 'INVALID_SHORTCODE'
  | 'INVALID_ARGUMENT'
  | 'INVALID_SLUG'
  | 'MERCURE_NOT_CONFIGURED'
  | 'NOT_FOUND'
  | 'TAG_CONFLICT'
  | 'TAG_NOT_FOUND';

const { ShlinkApiClient, FetchHttpClient, ErrorType } = {
  ...sdk,
  ...http,
  ...contract,
} as unknown as Modules;

export { ErrorType };

/** A client of a server, as Shlink's users make it. */
export const shlinkClient = (baseUrl: string, apiKey: string): Client =>
  new ShlinkApiClient(new FetchHttpClient(), { baseUrl, apiKey });
