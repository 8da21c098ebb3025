import type { Plugin } from 'vite';

interface Correction {
  readonly component: string;
  readonly faulty: string;
  readonly corrected: string;
}

const OPTION = `:id="'localsearch-item-' + index"
            :aria-selected="selectedIndex === index ? 'true' : 'false'"
            role="option"`;

/** What axe finds in the default theme, and no setting changes. */
const CORRECTIONS: readonly Correction[] = [
  // A button must not contain other controls.
  { component: 'VPLocalSearchBox.vue', faulty: 'role="button"', corrected: 'role="dialog" aria-modal="true"' },
  // An option must not contain a link, but a link can be an option.
  {
    component: 'VPLocalSearchBox.vue',
    faulty: `${OPTION}\n          >\n            <a`,
    corrected: `role="presentation"\n          >\n            <a ${OPTION}`,
  },
  // The name of a control has all text that it shows.
  { component: 'VPLocalSearchBox.vue', faulty: `:aria-label="[...p.titles, p.title].join(' > ')"`, corrected: '' },
  { component: 'VPNavBarSearchButton.vue', faulty: 'Button-Key">K</kbd>', corrected: 'Button-Key letter-k"></kbd>' },
  // Every page has a main part.
  { component: 'NotFound.vue', faulty: '<div class="NotFound">', corrected: '<main class="NotFound">' },
  {
    component: 'NotFound.vue',
    faulty: '</div>\n  </div>\n</template>',
    corrected: '</div>\n  </main>\n</template>',
  },
  // A key has no role that could have a name.
  { component: 'VPLocalSearchBox.vue', faulty: '<kbd :aria-label', corrected: '<kbd role="img" :aria-label' },
];

/** Corrects components of the default theme while they are compiled. Throws if a component no longer has the fault. */
export const correctedTheme = (): Plugin => ({
  name: 'corrected-theme',
  enforce: 'pre',
  transform: (code, id) =>
    CORRECTIONS.filter(({ component }) => id.endsWith(`/${component}`)).reduce((text, correction) => {
      const { component, faulty, corrected } = correction;
      if (!text.includes(faulty)) throw new Error(`${component} no longer has ${faulty}`);
      return text.replaceAll(faulty, corrected);
    }, code),
});
