/** Which requests bring a file: they may be larger than others and take longer, and nothing else may. */
export function isUpload(method: string, path: string): boolean {
  return method === 'POST' && path === '/api/v1/media';
}
