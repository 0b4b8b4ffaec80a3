import type { Schemas } from '../../../client/client.ts';
import { ago, dateTime, number, plainUrl } from '../../format.ts';
import { paths } from '../../paths.ts';
import { t } from '../../texts/texts.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { LockIcon } from '../../ui/icons.tsx';
import { RowActions } from './row-actions.tsx';

/** With its clicks, where the order is by them. */
type Link = Schemas['Links']['links'][number];

interface LinksTableProps {
  links: readonly Link[];
  /** Short urls of those that are chosen, and what is told of others; without it none can be. */
  selection?: { chosen: ReadonlySet<string>; onChoose(chosen: ReadonlySet<string>): void } | undefined;
}

/** Links, one in a row; on a narrow screen, one below the other. */
export function LinksTable({ links, selection }: LinksTableProps) {
  const isAll = links.every(({ shortUrl }) => selection?.chosen.has(shortUrl));
  const hasClicks = links.some(({ clicks }) => clicks !== undefined);
  const toggle = (shortUrl: string) => {
    const next = new Set(selection?.chosen);
    if (!next.delete(shortUrl)) next.add(shortUrl);
    selection?.onChoose(next);
  };
  return (
    <table class="rows">
      <thead>
        <tr>
          {selection && (
            <th scope="col" class="check">
              <input
                type="checkbox"
                aria-label={t.bulk.selectAll}
                checked={isAll}
                onChange={() =>
                  selection.onChoose(new Set(isAll ? [] : links.map(({ shortUrl }) => shortUrl)))
                }
              />
            </th>
          )}
          <th scope="col" class="third">
            {t.links.columns.link}
          </th>
          <th scope="col" class="third">
            {t.links.columns.leadsTo}
          </th>
          <th scope="col">{t.links.columns.tags}</th>
          {hasClicks && (
            <th scope="col" class="count number">
              {t.clicks.count}
            </th>
          )}
          <th scope="col" class="narrow">
            {t.links.columns.created}
          </th>
          <th scope="col" class="icons">
            <span class="unseen">{t.form.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {links.map(link => (
          <LinkRow
            key={link.shortUrl}
            link={link}
            {...(selection && {
              isChosen: selection.chosen.has(link.shortUrl),
              onToggle: () => toggle(link.shortUrl),
            })}
          />
        ))}
      </tbody>
    </table>
  );
}

interface LinkRowProps {
  link: Link;
  isChosen?: boolean;
  onToggle?: () => void;
}

function LinkRow({ link, isChosen, onToggle }: LinkRowProps) {
  const { slug, domain, shortUrl, url, title, tags, state, createdAt, clicks } = link;
  return (
    <tr>
      {onToggle && (
        <td class="check">
          <input
            type="checkbox"
            aria-label={t.bulk.select(plainUrl(shortUrl))}
            checked={isChosen === true}
            onChange={onToggle}
          />
        </td>
      )}
      <th scope="row">
        <div class="row nowrap">
          <CopyButton kind="quiet" text={shortUrl} />
          <div class="clip">
            <a href={paths.link(slug, domain)}>{plainUrl(shortUrl)}</a>
            {title !== undefined && <div class="muted clip">{title}</div>}
          </div>
        </div>
      </th>
      <td data-label={t.links.columns.leadsTo}>
        <div class="clip" title={url}>
          {plainUrl(url)}
        </div>
      </td>
      <td data-label={t.links.columns.tags}>
        <div class="row tight">
          <Marks link={link} />
          {state !== 'active' && <span class={`pill ${state}`}>{t.links.states[state]}</span>}
          {tags.map(tag => (
            <span key={tag} class="pill">
              {tag}
            </span>
          ))}
        </div>
      </td>
      {clicks !== undefined && (
        <td class="number" data-label={t.clicks.count}>
          {number(clicks)}
        </td>
      )}
      <td data-label={t.links.columns.created}>
        <time dateTime={createdAt} title={dateTime(createdAt)}>
          {ago(createdAt)}
        </time>
      </td>
      <td>
        <RowActions link={link} />
      </td>
    </tr>
  );
}

/** What is special about a link. */
function Marks({ link: { hasPassword, rules } }: { link: Link }) {
  return (
    <>
      {hasPassword && (
        <span class="pill">
          <LockIcon /> {t.links.hasPassword}
        </span>
      )}
      {rules.length > 0 && <span class="pill">{t.links.hasRules(rules.length)}</span>}
    </>
  );
}
