import { looksLikeFile } from '../../core/file-endings.ts';
import { droppedNames, keepingLine } from '../../core/snapshots/dropped.ts';
import type { RequestRecord } from '../services/cloudfront/context.ts';

/** An app that asks for ever new things must not fill the screen. */
const MOST_TOLD = 100;

/** What whoever serves an own app would else only wonder about: each is told once, with what would mend it. */
export class Notices {
  readonly #told = new Set<string>();
  readonly #parameters: readonly string[];

  /** @param parameters those that make another page */
  constructor(parameters: readonly string[]) {
    this.#parameters = parameters;
  }

  /** What is to be said of a request of the site. */
  ofRequest(record: RequestRecord): string[] {
    if (/\.html?$/.test(record.behaviour) && record.status === 404) return this.#noHtml(record);
    if (record.behaviour !== '*' || looksLikeFile(record.path)) return []; // a file, or an API
    return [...this.#dropped(record), ...this.#noApi(record)];
  }

  /** What is to be said of a line that a function printed. */
  ofLine(line: string): string[] {
    const [, target] = /"message":"The gate: (\S+) refused:/.exec(line) ?? [];
    if (target !== undefined)
      return this.#once(
        `gate ${target}`,
        `A page asked for ${target}, which is not public, and was refused. Let pages reach it with \`npm start -- --allow http://${target}\`.`,
      );
    const [, url, route] = /"message":"rendered","url":"([^"]+)".*"hashRoute":"([^"]+)"/.exec(line) ?? [];
    if (route === undefined) return [];
    return this.#once(
      'hash routes',
      `${url} leads to ${route}. What follows # is never sent to a server, so all such routes are one page to crawlers. Switch the app's router to the history mode.`,
    );
  }

  #dropped({ path, query }: RequestRecord): string[] {
    return droppedNames(query, this.#parameters).flatMap(name =>
      this.#once(
        `parameter ${name}`,
        `${path}: ?${name} does not count in a page's address, so all its values are one page to crawlers. If the app reads it, keep it: ${keepingLine(this.#parameters, [name])} in infra/settings.yml, and restart.`,
      ),
    );
  }

  #noHtml({ path }: RequestRecord): string[] {
    return this.#once(
      'html pages',
      `There is no file ${path}, so the answer was 404. If it is a page of the app, set htmlPages: true in infra/settings.yml, and restart.`,
    );
  }

  /** What a script asks for at the address of a page: by a method that pages do not have, as data or by WebSocket, and it gets the app. */
  #noApi({ method, path, viewerHeaders, status }: RequestRecord): string[] {
    const isFetched =
      viewerHeaders.get('sec-fetch-dest') === 'empty' && !/html/.test(viewerHeaders.get('accept') ?? '');
    const isRefused = status === 403 && !['GET', 'HEAD'].includes(method);
    const isSocket = viewerHeaders.get('upgrade')?.toLowerCase() === 'websocket';
    if (!isFetched && !isRefused && !isSocket) return [];
    const first = /^\/[^/]+/.exec(path)?.[0] ?? path;
    const got = isRefused ? 'was refused, because pages only accept GET' : 'got the app’s HTML';
    return this.#once(
      `api ${first}`,
      `${method} ${path} ${got}. If it belongs to an API, forward it: \`npm start -- --api ${first}=URL\`; in a deploy, siteApis in infra/settings.yml.`,
    );
  }

  #once(what: string, text: string): string[] {
    if (this.#told.has(what) || this.#told.size >= MOST_TOLD) return [];
    this.#told.add(what);
    return [text];
  }
}
