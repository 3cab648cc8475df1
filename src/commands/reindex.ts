/** `weir reindex`: rebuilds the search index. */
import { type Command, jsonOption } from './command.ts';
import { withRooms } from './opened.ts';

export const reindexCommand: Command = {
  name: 'reindex',
  summary: 'Make the index of search anew, beside a server that may run.',
  options: { json: jsonOption },
  run: (words, terminal) =>
    withRooms(terminal, async ({ wiki }) => {
      let done = 0;
      let part = await wiki.search.reindex(0);
      while (part !== undefined) {
        done += part.count;
        if (done % 10_000 === 0) terminal.complain(`${done} done`);
        part = await wiki.search.reindex(part.last);
      }
      terminal.print(
        words.has('json')
          ? JSON.stringify({ indexed: done })
          : `The index of search was made anew: ${done} pages and other content.`,
      );
      return 0;
    }),
};
