/** A value as JSON gives it: times are text. */
export type Json<Value> = Value extends Date
  ? string
  : Value extends readonly (infer Item)[]
    ? Json<Item>[]
    : Value extends object
      ? { -readonly [Key in keyof Value]: Json<Value[Key]> }
      : Value;

/** Gives a value its form in JSON; names from AWS are left as they are, for JSON can hold any text. */
export function toJson<Value>(value: Value): Json<Value> {
  return JSON.parse(JSON.stringify(value)) as Json<Value>;
}
