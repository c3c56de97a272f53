import { Icon } from '../ui/icon.tsx';
import type { FileFormat } from './download.ts';

interface FileItemsProps {
  files: readonly { format: FileFormat; label: string }[];
  onChoose: (format: FileFormat) => void;
}

/** The downloads at the end of a menu. */
export function FileItems({ files, onChoose }: FileItemsProps) {
  return (
    <>
      <div className="menu-title" role="presentation">
        Download
      </div>
      {files.map(({ format, label }) => (
        <button key={format} type="button" role="menuitem" className="menu-item" onClick={() => onChoose(format)}>
          <Icon name={format === 'png' || format === 'svg' ? 'image' : 'download'} />
          {label}
        </button>
      ))}
    </>
  );
}
