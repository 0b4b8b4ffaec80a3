import type { paths as ApiPaths } from '../../../client/api.generated.ts';
import { answerOf, useAnswer } from '../../ask.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { Field, Select } from '../../ui/field.tsx';

const SORTS = ['created', 'createdAsc', 'changed', 'clicks'] as const;
const STATES = ['all', 'active', 'scheduled', 'expired', 'deleted'] as const;

/** Which links are shown, and in which order. */
export interface Filter {
  words: string;
  sort: (typeof SORTS)[number];
  state: (typeof STATES)[number];
  /** '' for all. */
  tag: string;
  domain: string;
}

export const NO_FILTER: Filter = { words: '', sort: 'created', state: 'all', tag: '', domain: '' };

type Query = NonNullable<ApiPaths['/api/links']['get']['parameters']['query']>;

/** What the API is asked for a filter. */
export function queryOf({ words, sort, state, tag, domain }: Filter): Query {
  return {
    ...(words.trim() !== '' && { q: words.trim() }),
    sort: sort === 'createdAsc' ? 'created' : sort,
    ...(sort === 'createdAsc' && { order: 'asc' }),
    ...(state !== 'all' && { state }),
    ...(tag !== '' && { tag: [tag] }),
    ...(domain !== '' && { domain }),
  };
}

export function Filters({ filter, onChange }: { filter: Filter; onChange(filter: Filter): void }) {
  const { client, may, settings } = useSession();
  const tags = useAnswer(signal => answerOf(client.GET('/api/tags', { signal })), []);
  const set = (some: Partial<Filter>) => onChange({ ...filter, ...some });
  const names = tags.data?.tags.map(({ tag }) => [tag, tag] as const) ?? [];
  const domains = settings.shortDomains.map(({ host }) => [host, host] as const);
  return (
    <search class="filters">
      <Field label={t.links.searchLabel} isLabelHidden>
        <input
          type="search"
          placeholder={t.links.searchPlaceholder}
          value={filter.words}
          onInput={event => set({ words: event.currentTarget.value })}
        />
      </Field>
      <Select
        label={t.links.sortLabel}
        isLabelHidden
        value={filter.sort}
        options={SORTS.filter(name => name !== 'clicks' || may('stats:read')).map(
          name => [name, t.links.sort[name]] as const,
        )}
        onChange={sort => set({ sort })}
      />
      <Select
        label={t.links.stateLabel}
        isLabelHidden
        value={filter.state}
        options={STATES.map(name => [name, t.links.states[name]] as const)}
        onChange={state => set({ state })}
      />
      {names.length > 0 && (
        <Select
          label={t.links.tagLabel}
          isLabelHidden
          value={filter.tag}
          options={[['', t.links.allTags], ...names]}
          onChange={tag => set({ tag })}
        />
      )}
      {domains.length > 1 && (
        <Select
          label={t.links.domainLabel}
          isLabelHidden
          value={filter.domain}
          options={[['', t.links.allDomains], ...domains]}
          onChange={domain => set({ domain })}
        />
      )}
    </search>
  );
}
