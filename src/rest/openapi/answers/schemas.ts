/** All schemas of answers, by the names under which the description has them. */
import type { TSchema } from 'typebox';
import { administrationSchemas } from './administration-answers.ts';
import { contentSchemas } from './content-answers.ts';
import { peopleSchemas } from './people-answers.ts';

export const answerSchemas: Readonly<Record<string, TSchema>> = {
  ...contentSchemas,
  ...peopleSchemas,
  ...administrationSchemas,
};
