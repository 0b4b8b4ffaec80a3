import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { PlusIcon } from '../../ui/icons.tsx';
import { GroupError, useForm } from './context.tsx';
import { newRule } from './form.ts';
import { moved, type RuleForm } from './rule.ts';
import { RuleEditor } from './rule-editor.tsx';
import { Section } from './section.tsx';

/** Other ways for some visitors, the first that holds first. */
export function Rules() {
  const { form, change } = useForm();
  const { rules } = form;
  const [said, setSaid] = useState('');
  const list = useRef<HTMLOListElement>(null);
  const focus = useFocusAfter(list);
  const set = (next: RuleForm[], field = 'rules') => change(field, { rules: next });
  const add = () => {
    const rule = newRule(rules);
    set([...rules, rule]);
    focus(`[data-rule="${rule.key}"] input[type="url"]`);
  };
  const move = (index: number, by: -1 | 1) => {
    const rule = rules[index];
    const next = moved(rules, index, by);
    set(next);
    setSaid(t.form.rules.movedTo(index + by + 1));
    // A button that would lead nowhere now is not there: its sister is.
    const isAtEnd = index + by === (by === 1 ? next.length - 1 : 0);
    focus(`[data-rule="${rule?.key}"] [data-move="${isAtEnd ? -by : by}"]`);
  };
  const remove = (index: number) => {
    set(rules.filter((_, at) => at !== index));
    focus('');
  };
  return (
    <Section
      title={t.form.rules.title}
      summary={rules.length > 0 ? t.links.hasRules(rules.length) : undefined}
    >
      <p class="muted small">{t.form.rules.lead}</p>
      <GroupError name="rules" />
      <ol class="rules stack" ref={list}>
        {rules.map((rule, index) => (
          <RuleEditor
            key={rule.key}
            rule={rule}
            index={index}
            count={rules.length}
            onChange={(field, some) =>
              set(
                rules.map(each => (each.key === rule.key ? { ...each, ...some } : each)),
                `rules.${index}.${field}`,
              )
            }
            onMove={by => move(index, by)}
            onRemove={() => remove(index)}
          />
        ))}
      </ol>
      <div>
        <Button icon={PlusIcon} data-add onClick={add}>
          {t.form.rules.add}
        </Button>
      </div>
      <p class="unseen" role="status">
        {said}
      </p>
    </Section>
  );
}

/** Gives something in the list the focus once the list has changed; the button that adds, for ''. */
function useFocusAfter(list: { current: HTMLElement | null }): (selector: string) => void {
  const [wanted, setWanted] = useState<{ selector: string }>();
  // Before the next key: whoever types on does not wait for a frame.
  useLayoutEffect(() => {
    if (!wanted) return;
    const place = wanted.selector === '' ? list.current?.parentElement : list.current;
    place?.querySelector<HTMLElement>(wanted.selector || '[data-add]')?.focus();
  }, [wanted]);
  return selector => setWanted({ selector });
}
