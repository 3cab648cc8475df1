/** How much Weir, or one application, was used in the last days. */
import { startOfDay, type UsageCounter, type UsageSpan } from '../../database/usage.ts';
import { dailyPlots } from '../components/plot.ts';
import { section } from '../components/section.ts';
import type { Html } from '../html.ts';
import type { View } from '../view.ts';

/** How many days are shown, today included. */
export const usageDays = 30;

/** What is counted of everybody together, and of one application. */
export const overallCounters = ['sign-ins', 'token-requests', 'api-calls'] as const;
export const linkCounters = ['calls', 'tokens', 'errors'] as const;

export function usageSection<Counter extends UsageCounter>(
  view: View,
  {
    counters,
    usage,
    description,
  }: { readonly counters: readonly Counter[]; readonly usage: UsageSpan<Counter>; readonly description: string },
): Html {
  const words = view.text.console.usage;
  return section({
    id: 'usage',
    title: words.title,
    description,
    body: dailyPlots(view, {
      caption: words.title,
      firstDay: startOfDay(usage.firstDay),
      series: counters.map((counter) => ({ label: words.counters[counter], amounts: usage.amounts[counter] })),
    }),
  });
}
