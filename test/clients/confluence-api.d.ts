/** `confluence-api` comes without types: what the tests use of it. */
declare module 'confluence-api' {
  export type Callback<Body> = (error: unknown, body: Body) => void;

  export interface Page {
    readonly id: string;
    readonly title: string;
    readonly version: { readonly number: number };
    readonly body: { readonly storage: { readonly value: string } };
  }

  export interface List<Item> {
    readonly results: readonly Item[];
    readonly size: number;
  }

  export interface Label {
    readonly prefix: string;
    readonly name: string;
  }

  export interface Attachment {
    readonly id: string;
    readonly title: string;
    readonly version: { readonly number: number };
    readonly container?: { readonly id: string };
  }

  export default class Confluence {
    constructor(config: { readonly username: string; readonly password: string; readonly baseUrl: string });
    getSpace(key: string, callback: Callback<List<{ readonly key: string; readonly name: string }>>): void;
    getSpaceHomePage(key: string, callback: Callback<Page>): void;
    getContentById(id: string, callback: Callback<Page>): void;
    getCustomContentById(
      options: { readonly id: string; readonly expanders?: readonly string[] },
      callback: Callback<Page>,
    ): void;
    getContentByPageTitle(key: string, title: string, callback: Callback<List<Page>>): void;
    postContent(
      key: string,
      title: string,
      content: string,
      parentId: string | null,
      callback: Callback<Page>,
      representation?: string,
    ): void;
    putContent(
      key: string,
      id: string,
      version: number,
      title: string,
      content: string,
      callback: Callback<Page>,
      minorEdit?: boolean,
      representation?: string,
    ): void;
    deleteContent(id: string, callback: Callback<unknown>): void;
    getAttachments(key: string, id: string, callback: Callback<List<Attachment>>): void;
    createAttachment(key: string, id: string, file: string, callback: Callback<List<Attachment>>): void;
    updateAttachmentData(key: string, id: string, attachmentId: string, file: string, callback: Callback<Attachment>): void;
    getLabels(id: string, callback: Callback<List<Label>>): void;
    postLabels(id: string, labels: readonly Label[], callback: Callback<List<Label>>): void;
    deleteLabel(id: string, label: string, callback: Callback<unknown>): void;
    search(query: string, callback: Callback<List<{ readonly title: string; readonly content: Page }>>): void;
  }
}
