import type { CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { apiOf } from './api.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { readProfiles } from './profiles.ts';

/** What a word could become, and what that is. */
export interface Candidate {
  value: string;
  about?: string | undefined;
}

/** Who waits at a keyboard waits no longer. */
const PATIENCE_MS = 1_500;
const MOST = 30;

/**
 * What the last word of a command line could become.
 *
 * @param words what stands behind `signpost`; the last one is typed so far, or empty
 * @returns none where it is a file, or anything
 */
export async function candidatesFor(
  words: readonly string[],
  program: CommandUnknownOpts,
): Promise<Candidate[]> {
  const typed = words.at(-1) ?? '';
  const { command, positionals, given, pending } = placeOf(words.slice(0, -1), program);
  const all = pending
    ? await valuesOf(pending, typed, given)
    : typed.startsWith('-')
      ? optionsOf(command, words)
      : [
          ...(positionals === 0 ? subcommandsOf(command) : []),
          ...(await argumentsOf(command, positionals, typed, given)),
        ];
  return all.filter(({ value }) => value.startsWith(typed));
}

interface Place {
  command: CommandUnknownOpts;
  /** How many words stand behind the command that are no options. */
  positionals: number;
  /** Of the options that take one, the value. */
  given: ConnectionOptions;
  /** The option whose value comes next. */
  pending: Option | undefined;
}

function placeOf(words: readonly string[], program: CommandUnknownOpts): Place {
  const place: Place = { command: program, positionals: 0, given: {}, pending: undefined };
  for (const word of words) {
    if (place.pending) {
      Object.assign(place.given, { [place.pending.attributeName()]: word });
      place.pending = undefined;
      continue;
    }
    const option = place.command.options.find(({ long, short }) => long === word || short === word);
    const next = place.command.commands.find(each => each.name() === word);
    if (option) place.pending = option.required ? option : undefined;
    else if (next && place.positionals === 0) place.command = next;
    else if (!word.startsWith('-')) place.positionals += 1;
  }
  return place;
}

const subcommandsOf = (command: CommandUnknownOpts): Candidate[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .map(each => ({ value: each.name(), about: each.description() }));

const optionsOf = (command: CommandUnknownOpts, words: readonly string[]): Candidate[] =>
  command
    .createHelp()
    .visibleOptions(command)
    .filter(({ long, description }) => !words.includes(long ?? '') || /repeated$/.test(description))
    .map(({ long, description }) => ({ value: long ?? '', about: description }));

async function valuesOf(option: Option, typed: string, given: ConnectionOptions): Promise<Candidate[]> {
  if (option.argChoices) return option.argChoices.map(value => ({ value }));
  if (option.long === '--profile') return profiles();
  if (/^--(add-|remove-)?tag$/.test(option.long ?? '')) return await tags(typed, given);
  return [];
}

async function argumentsOf(
  command: CommandUnknownOpts,
  at: number,
  typed: string,
  given: ConnectionOptions,
): Promise<Candidate[]> {
  const argument = command.registeredArguments[at];
  if (argument?.argChoices) return argument.argChoices.map(value => ({ value }));
  if (argument?.name() === 'slug') return await slugs(typed, given);
  if (argument?.name() === 'tag') return await tags(typed, given);
  if (argument?.name() === 'name' && command.parent?.name() === 'profile' && command.name() !== 'add')
    return profiles();
  if (argument?.name() === 'id' && command.parent?.name() === 'keys') return await keys(given);
  return [];
}

const profiles = (): Candidate[] =>
  Object.entries(readProfiles().profiles).map(([value, { api }]) => ({ value, about: api }));

async function slugs(typed: string, given: ConnectionOptions): Promise<Candidate[]> {
  const query = { limit: MOST, ...(typed !== '' && { q: typed }) };
  const { data } = await apiOf(given).GET('/api/links', { params: { query }, ...patience() });
  return (data?.links ?? []).map(({ slug, url }) => ({ value: slug, about: url }));
}

async function tags(prefix: string, given: ConnectionOptions): Promise<Candidate[]> {
  const query = { limit: MOST, ...(prefix !== '' && { prefix }) };
  const { data } = await apiOf(given).GET('/api/tags', { params: { query }, ...patience() });
  return (data?.tags ?? []).map(({ tag, links }) => ({ value: tag, about: `${links} links` }));
}

async function keys(given: ConnectionOptions): Promise<Candidate[]> {
  const { data } = await apiOf(given).GET('/api/keys', { params: { query: { limit: MOST } }, ...patience() });
  return (data?.keys ?? []).map(({ id, name }) => ({ value: id, about: name }));
}

const patience = () => ({ signal: AbortSignal.timeout(PATIENCE_MS) });
