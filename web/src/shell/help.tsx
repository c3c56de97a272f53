import { Overlay } from '../ui/overlay.tsx';

const KEYS: [string[], string][] = [
  [['/'], 'Search dashboards, pages and charts'],
  [['t'], 'Time range'],
  [['f'], 'First filter'],
  [['r'], 'Refresh'],
  [['[', ']'], 'Previous and next dashboard'],
  [['j', 'k'], 'Next event and the one before, in an open event'],
  [['Esc'], 'Take the last click on a chart back; close what is open'],
  [['?'], 'This list'],
];

export const Help = ({ onClose }: { onClose: () => void }) => (
  <Overlay title="Keys" onClose={onClose}>
    <div className="dialog-body">
      <dl className="keys">
        {KEYS.map(([keys, meaning]) => (
          <div key={meaning} style={{ display: 'contents' }}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p className="muted" style={{ marginTop: 16, fontSize: 13 }}>
        Drag across a chart to select a time range. Click a series or a slice to filter the other charts by it.
      </p>
    </div>
  </Overlay>
);
