/** The part of a list that a directory asks for. */
export interface ListRange {
  skip: number;
  take: number;
}
