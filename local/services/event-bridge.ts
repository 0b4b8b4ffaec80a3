/**
 * EventBridge, as far as something is put on a bus: each event is a line in the log.
 *
 * Not modelled: rules, archives, schemas, and all calls but PutEvents.
 * API: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
import { objectOf, parseJson } from '../../core/json.ts';
import { type HttpRequest, type HttpResponse, respond } from '../http.ts';
import { arnOf } from '../template/names.ts';
import type { Permission } from './iam.ts';
import type { AwsService } from './service.ts';

const MOST_ENTRIES = 10;
const MOST_BYTES = 256 * 1024;

export interface EventBridgeConfig {
  /** The names of the buses there are. */
  buses: readonly string[];
  newId(): string;
  log(line: string): void;
}

export class EventBridge implements AwsService {
  readonly #config: EventBridgeConfig;

  constructor(config: EventBridgeConfig) {
    this.#config = config;
  }

  permissions(request: HttpRequest): Permission[] {
    const buses = new Set(entriesOf(request).map(({ EventBusName }) => String(EventBusName ?? 'default')));
    return [...buses].map(bus => ({
      action: `events:${actionOf(request)}`,
      resource: arnOf('events', `event-bus/${bus}`),
    }));
  }

  async handle(request: HttpRequest): Promise<HttpResponse> {
    if (actionOf(request) !== 'PutEvents')
      return failure(400, 'UnknownOperationException', 'The local EventBridge knows PutEvents alone.');
    const entries = entriesOf(request);
    if (entries.length === 0 || entries.length > MOST_ENTRIES)
      return failure(400, 'ValidationException', `Entries takes 1 to ${MOST_ENTRIES}.`);
    if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > MOST_BYTES)
      return failure(
        400,
        'ValidationException',
        'Total size of the entries in the request is over the limit.',
      );
    const Entries = entries.map(entry => this.#put(entry));
    return json(200, { FailedEntryCount: Entries.filter(({ EventId }) => !EventId).length, Entries });
  }

  accessDenied(message: string): HttpResponse {
    return failure(400, 'AccessDeniedException', message);
  }

  #put(entry: Entry): { EventId?: string; ErrorCode?: string; ErrorMessage?: string } {
    const { EventBusName = 'default', Source, DetailType, Detail } = entry;
    if (!this.#config.buses.includes(String(EventBusName)))
      return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: `There is no bus ${EventBusName}.` };
    if (typeof Source !== 'string' || typeof DetailType !== 'string')
      return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Source and DetailType are needed.' };
    if (typeof Detail !== 'string' || parseJson(Detail) === undefined)
      return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    this.#config.log(`${EventBusName} ${Source} ${DetailType} ${Detail}`);
    return { EventId: this.#config.newId() };
  }
}

type Entry = Record<string, unknown>;

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html */
function sizeOf({ Time, Source, DetailType, Detail, Resources }: Entry): number {
  const texts = [Source, DetailType, Detail, ...(Array.isArray(Resources) ? Resources : [])];
  return texts.reduce((sum: number, text) => sum + Buffer.byteLength(String(text ?? '')), Time ? 14 : 0);
}

function entriesOf(request: HttpRequest): Entry[] {
  const { Entries } = objectOf(parseJson(request.body.toString()));
  return Array.isArray(Entries) ? Entries.map(objectOf) : [];
}

const actionOf = (request: HttpRequest): string =>
  (request.headers.get('x-amz-target') ?? '').replace(/^AWSEvents\./, '');

const failure = (status: number, type: string, message: string): HttpResponse =>
  json(status, { __type: type, message });

const json = (status: number, body: object): HttpResponse =>
  respond(status, { 'content-type': 'application/x-amz-json-1.1' }, JSON.stringify(body));
