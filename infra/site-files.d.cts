import type { Template } from '../local/template/template.ts';

export function addSiteFiles(template: Template, written: readonly string[]): void;
export function behavioursLeft(template: Template): number;
export function filePattern(written: string): string;
export function filePatterns(template: Template): string[];
export function leaveHtmlToPages(template: Template): void;
