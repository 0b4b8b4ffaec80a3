import { createApp, h, onMounted, ref, Transition } from 'vue';
import { createRouter, createWebHistory, RouterLink, RouterView, useRoute } from 'vue-router';

const load = path => fetch(path).then(answer => answer.json());

/** What comes into sight fades in. */
const Reveal = {
  setup(_, { slots }) {
    const root = ref();
    onMounted(() => {
      new IntersectionObserver(([{ isIntersecting, target }], observer) => {
        if (!isIntersecting) return;
        target.classList.add('seen');
        observer.disconnect();
      }).observe(root.value);
    });
    return () => h('div', { ref: root, class: 'reveal' }, slots.default());
  },
};

const Home = {
  setup() {
    const lamps = ref([]);
    onMounted(async () => {
      lamps.value = await load('/data/lamps');
    });
    const card = ({ id, name, text }) =>
      h('div', { class: 'card', style: 'margin: 0 0 200px' }, [
        h('h2', [h(RouterLink, { to: `/lamps/${id}` }, () => name)]),
        h('p', text),
      ]);
    return () =>
      h('section', [
        h('h1', 'Lamps by the water'),
        lamps.value.map(lamp => h(Reveal, { key: lamp.id }, () => card(lamp))),
      ]);
  },
};

const Lamp = {
  setup() {
    const lamp = ref();
    const { params } = useRoute();
    onMounted(async () => {
      lamp.value = (await load('/data/lamps')).find(({ id }) => String(id) === params.id);
    });
    return () =>
      lamp.value
        ? h('article', [
            h('h1', lamp.value.name),
            h('p', lamp.value.text),
            h('details', { open: true }, [h('summary', 'More'), h('p', 'By hand.')]),
          ])
        : h('div', { class: 'skeleton' });
  },
};

const App = {
  setup: () => () =>
    h('div', [
      h('nav', [
        h(RouterLink, { to: '/' }, () => 'Lamps'),
        h(RouterLink, { to: '/lamps/3' }, () => 'The third lamp'),
      ]),
      h(
        'main',
        h(RouterView, null, {
          default: ({ Component }) => h(Transition, { name: 'fade', appear: true }, () => h(Component)),
        }),
      ),
      h('aside', 'Open until six'),
    ]),
};

const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: Home },
    { path: '/lamps/:id', component: Lamp },
  ],
});
const app = createApp(App).use(router);
router.isReady().then(() => {
  app.mount('#app');
  // The splash screen goes once there is something below it.
  const splash = document.querySelector('.splash');
  setTimeout(() => {
    splash.addEventListener('transitionend', () => splash.remove());
    splash.classList.add('gone');
  }, 400);
});
