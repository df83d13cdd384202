import { useEffect, useRef } from 'react';

/** The camera's picture, mirrored as people expect of themselves; `subscribe` hands over JPEG pictures. */
export function Preview(props: {
  readonly subscribe: (listener: (jpeg: Uint8Array) => void) => void;
  readonly onFirst?: () => void;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { onFirst, subscribe } = props;
  useEffect(() => {
    let seen = false;
    subscribe((jpeg) => {
      void createImageBitmap(new Blob([new Uint8Array(jpeg)], { type: 'image/jpeg' })).then((picture) => {
        const target = canvas.current;
        if (target !== null) {
          target.width = picture.width;
          target.height = picture.height;
          target.getContext('2d')?.drawImage(picture, 0, 0);
        }
        picture.close();
        if (!seen) onFirst?.();
        seen = true;
      });
    });
  }, [subscribe, onFirst]);
  return <canvas ref={canvas} className="preview" />;
}
