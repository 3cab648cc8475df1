/** The side navigation of General configuration: sections and their pages. A page of the console is entered here once. */
import type { IconName } from '../components/icon.ts';
import type { Catalogue } from '../text/english.ts';
import { paths } from './paths.ts';

/** The pages of the console; `page(…, { kind: 'console', current })` names one. */
export type ConsolePage = 'application-links' | 'service-accounts';

export type ConsoleSection = {
  readonly title: string;
  readonly pages: readonly {
    readonly key: ConsolePage;
    readonly label: string;
    readonly path: string;
    readonly icon: IconName;
  }[];
};

export function consoleSections({ configuration }: Catalogue): readonly ConsoleSection[] {
  return [
    {
      title: configuration.connections,
      pages: [
        { key: 'application-links', label: configuration.applicationLinks, path: paths.applicationLinks, icon: 'link' },
        { key: 'service-accounts', label: configuration.serviceAccounts, path: paths.serviceAccounts, icon: 'key' },
      ],
    },
  ];
}
