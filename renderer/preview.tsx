import { useEffect, useRef, useState } from 'react';

/** The camera's picture, once there is one; `subscribe` hands over JPEG pictures. */
export function Preview({ subscribe }: { readonly subscribe: (listener: (jpeg: Uint8Array) => void) => void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isLive, setIsLive] = useState(false);
  useEffect(() => {
    subscribe((jpeg) => {
      void createImageBitmap(new Blob([new Uint8Array(jpeg)], { type: 'image/jpeg' })).then((picture) => {
        const target = canvas.current;
        if (target !== null) {
          target.width = picture.width;
          target.height = picture.height;
          target.getContext('2d')?.drawImage(picture, 0, 0);
        }
        picture.close();
        setIsLive(true);
      });
    });
  }, [subscribe]);
  return <canvas ref={canvas} className="preview" hidden={!isLive} />;
}
