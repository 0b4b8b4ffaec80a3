import { createApp, defineAsyncComponent, defineComponent, h, onMounted, ref } from 'vue';

const Reviews = defineAsyncComponent(() => import('./vue-reviews.ts').then(({ Reviews }) => Reviews));

const Ropes = defineComponent({
  setup() {
    const text = ref('');
    onMounted(async () => {
      text.value = (await (await fetch('/right/data?ms=80')).json()).text;
    });
    return () =>
      text.value
        ? h('article', [h('h1', 'Ropes'), h('p', text.value), h(Reviews)])
        : h('p', { class: 'loading' }, 'Loading…');
  },
});

createApp(Ropes).mount('#root');
