import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { DownIcon } from '../../ui/icons.tsx';

interface SectionProps {
  title: string;
  /** What is in it, in a word or two; undefined for nothing. It is open at first where there is something. */
  summary?: string | undefined;
  children: ComponentChildren;
}

/** A part of the form that is there for whoever wants it. */
export function Section({ title, summary, children }: SectionProps) {
  const [wasFilled] = useState(summary !== undefined);
  return (
    <details class="card section" open={wasFilled}>
      <summary>
        <h2>{title}</h2>
        {summary !== undefined && <span class="pill clip">{summary}</span>}
        <DownIcon />
      </summary>
      <div class="stack section-body">{children}</div>
    </details>
  );
}
