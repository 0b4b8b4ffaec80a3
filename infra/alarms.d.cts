import type { Template } from '../local/template/template.ts';

export function addFunctionAlarms(template: Template): void;
