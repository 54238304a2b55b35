/**
 * Sends files one after the other and says how far each is. What is refused stays in the list with its reason until it is
 * put away; what is there leaves it.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { asProblem } from '../api/cloud-problem.ts';
import { type MediaFile, uploadMedia } from '../api/content.ts';
import { sentencesFor } from '../api/problem-sentences.ts';
import { mediaKey } from './content-queries.ts';

export interface Upload {
  id: number;
  name: string;
  /** From 0 to 1. */
  part: number;
  /** Null while it goes well. */
  refusal: string | null;
}

let uploadsSoFar = 0;

export function useUploads(onThere: (file: MediaFile, isNew: boolean) => void) {
  const queries = useQueryClient();
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const line = useRef<Promise<void>>(Promise.resolve());
  const change = (id: number, to: Partial<Upload>) =>
    setUploads((all) => all.map((each) => (each.id === id ? { ...each, ...to } : each)));
  const putAway = (id: number) => setUploads((all) => all.filter((each) => each.id !== id));

  async function send(id: number, file: File): Promise<void> {
    try {
      const { file: there, isNew } = await uploadMedia(file, (part) => change(id, { part }));
      putAway(id);
      void queries.invalidateQueries({ queryKey: mediaKey });
      onThere(there, isNew);
    } catch (thrown) {
      const { title, advice } = sentencesFor(asProblem(thrown));
      change(id, { refusal: `${title}. ${advice}` });
    }
  }

  return {
    uploads,
    putAway,
    add(files: Iterable<File>) {
      for (const file of files) {
        uploadsSoFar += 1;
        const id = uploadsSoFar;
        setUploads((all) => [...all, { id, name: file.name, part: 0, refusal: null }]);
        line.current = line.current.then(() => send(id, file));
      }
    },
  };
}
