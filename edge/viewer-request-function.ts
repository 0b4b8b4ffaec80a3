import { type EdgeSettings, PAGE_HEADER, PART_HEADERS, pageRouter } from './route-page.ts';

/** The stage's settings, put here by the build: an edge function has no environment. */
declare const SETTINGS: EdgeSettings;

const routePage = pageRouter(SETTINGS);

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html */
export interface FunctionEvent {
  request: FunctionRequest;
}

export interface FunctionRequest {
  method: string;
  uri: string;
  headers: Record<string, { value: string; multiValue?: { value: string }[] }>;
  /** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/general-helper-methods.html#raw-query-string-method */
  rawQueryString(): string | undefined;
}

/** What edge/viewer-request.ts does, as a CloudFront Function: cheaper, and with less of the language to write it in. */
export function handler(event: FunctionEvent): FunctionRequest {
  const request = event.request;
  const headers = request.headers;
  const header = (name: string) => {
    const entry = headers[name];
    if (!entry) return '';
    return (entry.multiValue || [entry]).map(part => part.value).join(', ');
  };
  const route = routePage({
    host: header('host'),
    uri: request.uri,
    query: request.rawQueryString() || '',
    userAgent: header('user-agent'),
    accept: header('accept'),
  });
  delete headers[PAGE_HEADER];
  if (route.pageUrl) {
    PART_HEADERS.forEach(name => {
      delete headers[name];
    });
    headers[PAGE_HEADER] = { value: route.pageUrl };
  }
  request.uri = route.uri;
  return request;
}
