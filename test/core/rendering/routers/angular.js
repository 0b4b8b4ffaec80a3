import '@angular/compiler';
import { Component, inject, provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { ActivatedRoute, provideRouter, RouterOutlet, withViewTransitions } from '@angular/router';

/** Without decorators, which only its own compiler reads. */
const component = (definition, type) => Component(definition)(type) ?? type;
const page = name =>
  component(
    { selector: `page-${name}`, template: '<main>{{ text }}</main>' },
    class {
      text = `${name} ${JSON.stringify(inject(ActivatedRoute).snapshot.params)} ${inject(ActivatedRoute).snapshot.url.join('/')}`;
    },
  );
const Root = component(
  { selector: '#app', imports: [RouterOutlet], template: '<router-outlet />' },
  class {},
);
const routes = [
  { path: '', component: page('home') },
  { path: 'guide', component: page('guide') },
  { path: 'wiki/:name', component: page('wiki') },
  { path: 'files', children: [{ path: '**', component: page('files') }] },
  { path: '**', component: page('nothing') },
];
const features = globalThis.SETTING === 'view transitions' ? [withViewTransitions()] : [];
bootstrapApplication(Root, {
  providers: [provideZonelessChangeDetection(), provideRouter(routes, ...features)],
});
