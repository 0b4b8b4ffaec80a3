import { defineComponent, h } from 'vue';
import { wantedText } from './words.ts';

export const Reviews = defineComponent({ setup: () => () => h('blockquote', wantedText()) });
