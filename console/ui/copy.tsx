import { useEffect, useState } from 'preact/hooks';
import { t } from '../texts/texts.ts';
import { Button } from './button.tsx';
import { CheckIcon, CopyIcon } from './icons.tsx';
import { sayFailed } from './toasts.tsx';

/** Puts a text into the clipboard. @returns whether the browser let us */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // the page has no right to, or is not in front
  }
}

const SAID_MS = 2000;

interface CopyProps {
  text: string;
  label?: string;
  kind?: 'primary' | 'quiet';
  /** It is not read out. */
  isSecret?: boolean;
}

/** Copies a text, and says that it did. */
export function CopyButton({ text, label = t.common.copy, kind, isSecret = false }: CopyProps) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(setCopied, SAID_MS, false);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const run = async () => {
    if (await copy(text)) setCopied(true);
    else sayFailed(t.common.copyFailed);
  };
  const said = isCopied ? t.common.copied : label;
  return (
    <Button
      {...(kind && { kind })}
      icon={isCopied ? CheckIcon : CopyIcon}
      aria-label={isSecret ? said : `${said}: ${text}`}
      onClick={run}
    />
  );
}
