import { type ReactNode, useMemo } from 'react';
import {
  Button,
  Checkbox,
  ComboBox,
  FieldError,
  Group,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  NumberField,
  Popover,
  Select,
  SelectValue,
  Switch,
  Text,
  TextArea,
  TextField,
} from 'react-aria-components';

/** What every field of a form has: a label, and below it a word of help and what is wrong with what it holds. */
interface FieldProps {
  readonly label: string;
  readonly help?: string | undefined;
  readonly error?: string | undefined;
  /** Takes the whole row. */
  readonly isWide?: boolean;
}

export interface Option<Id extends string> {
  readonly id: Id;
  readonly text: string;
  /** The language of the text, where it is not the screen's. */
  readonly lang?: string;
}

/** One of several; a list that opens. */
export function SelectField<Id extends string>(
  props: FieldProps & {
    readonly value: Id;
    readonly options: readonly Option<Id>[];
    readonly onChange: (id: Id) => void;
    readonly isDisabled?: boolean;
  },
) {
  const { error, help, isDisabled = false, isWide = false, label, onChange, options, value } = props;
  return (
    <Select
      className={`react-aria-Select ${isWide ? 'wide' : ''}`}
      value={value}
      onChange={(id) => onChange(id as Id)}
      isInvalid={error !== undefined}
      isDisabled={isDisabled}
    >
      <Label>{label}</Label>
      <Button>
        <SelectValue />
        <span aria-hidden="true">▾</span>
      </Button>
      <Below help={help} error={error} />
      <Popover>
        <ListBox>
          {options.map(({ id, lang, text }) => (
            <ListBoxItem key={id} id={id} textValue={text}>
              <span lang={lang}>{text}</span>
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}

/** One of very many: typing a part of it finds it. `value` stays as it is until one of the list is chosen. */
export function SearchField(
  props: FieldProps & {
    readonly value: string;
    readonly options: readonly string[];
    readonly onChange: (value: string) => void;
    /** Says what the button does that opens the list. */
    readonly openLabel: string;
  },
) {
  const { error, help, isWide = false, label, onChange, openLabel, options, value } = props;
  const items = useMemo(() => options.map((id) => ({ id })), [options]);
  return (
    <ComboBox
      className={`react-aria-ComboBox ${isWide ? 'wide' : ''}`}
      value={value}
      onChange={(id) => {
        if (id !== null) onChange(String(id));
      }}
      defaultItems={items}
      isInvalid={error !== undefined}
      menuTrigger="input"
    >
      <Label>{label}</Label>
      <div className="combo">
        <Input maxLength={64} />
        <Button aria-label={openLabel}>
          <span aria-hidden="true">▾</span>
        </Button>
      </div>
      <Below help={help} error={error} />
      <Popover>
        <ListBox<{ readonly id: string }>>{({ id }) => <ListBoxItem id={id}>{id}</ListBoxItem>}</ListBox>
      </Popover>
    </ComboBox>
  );
}

/** A line of text, or several. */
export function LineField(
  props: FieldProps & {
    readonly value: string;
    readonly onChange: (value: string) => void;
    readonly maxLength: number;
    /** How many lines are seen; one: no line break can be typed. */
    readonly rows?: number;
  },
) {
  const { error, help, isWide = false, label, maxLength, onChange, rows = 1, value } = props;
  return (
    <TextField
      className={`react-aria-TextField ${isWide ? 'wide' : ''}`}
      value={value}
      onChange={onChange}
      isInvalid={error !== undefined}
      autoComplete="off"
    >
      <Label>{label}</Label>
      {rows === 1 ? <Input maxLength={maxLength} spellCheck={false} /> : <TextArea rows={rows} maxLength={maxLength} spellCheck={false} />}
      <Below help={help} error={error} />
    </TextField>
  );
}

/** A whole number; null where nothing is entered. */
export function AmountField(
  props: FieldProps & {
    readonly value: number | null;
    readonly onChange: (value: number | null) => void;
    readonly min: number;
    readonly max: number;
    readonly unit?: 'percent';
  },
) {
  const { error, help, isWide = false, label, max, min, onChange, unit, value } = props;
  return (
    <NumberField
      className={`react-aria-NumberField ${isWide ? 'wide' : ''}`}
      value={value ?? Number.NaN}
      onChange={(entered) => onChange(Number.isNaN(entered) ? null : entered)}
      minValue={min}
      maxValue={max}
      isInvalid={error !== undefined}
      {...(unit === undefined ? { formatOptions: { maximumFractionDigits: 0 } } : { formatOptions: { style: 'unit', unit } })}
    >
      <Label>{label}</Label>
      <Group>
        <Input />
        <Button slot="decrement">−</Button>
        <Button slot="increment">+</Button>
      </Group>
      <Below help={help} error={error} />
    </NumberField>
  );
}

/** Something that is on or off. */
export function SwitchField(props: {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly isDisabled?: boolean;
  readonly children: ReactNode;
}) {
  const { children, isDisabled = false, isOn, onChange } = props;
  return (
    <Switch isSelected={isOn} onChange={onChange} isDisabled={isDisabled}>
      <span className="indicator" />
      {children}
    </Switch>
  );
}

/** One of several that may be ticked together; within a CheckboxGroup `value` is its own. */
export function CheckField(props: {
  readonly isOn?: boolean;
  readonly value?: string;
  readonly onChange?: (isOn: boolean) => void;
  readonly label?: string;
  readonly children: ReactNode;
}) {
  const { children, isOn, label, onChange, value } = props;
  return (
    <Checkbox
      {...(isOn === undefined ? {} : { isSelected: isOn })}
      {...(value === undefined ? {} : { value })}
      {...(onChange === undefined ? {} : { onChange })}
      {...(label === undefined ? {} : { 'aria-label': label })}
    >
      <span className="indicator" />
      {children}
    </Checkbox>
  );
}

function Below({ error, help }: { readonly help: string | undefined; readonly error: string | undefined }) {
  return (
    <>
      {help !== undefined && (
        <Text slot="description" className="help">
          {help}
        </Text>
      )}
      <FieldError>{error}</FieldError>
    </>
  );
}
