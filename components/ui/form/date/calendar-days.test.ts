import { expect, test } from "vitest";
import {
  addDays,
  addMonths,
  clampDay,
  getToday,
  getWeekPosition,
  listWeeks,
  readDay,
} from "./calendar-days.ts";

test.each(["2027-01-05", "2027-1-5", "2027/01/05", "2027.1.5", "20270105", " 2027-01-05 "])(
  "reads %j as 2027-01-05",
  (text) => expect(readDay(text)).toBe("2027-01-05"),
);

test.each(["", "2027", "2027-02-29", "2027-13-01", "05/01/2027", "tomorrow"])("rejects %j", (text) =>
  expect(readDay(text)).toBeNull(),
);

test("moves by days and months, and stays in the month", () => {
  expect(addDays("2027-02-28", 1)).toBe("2027-03-01");
  expect(addDays("2027-01-01", -1)).toBe("2026-12-31");
  expect(addMonths("2027-01-31", 1)).toBe("2027-02-28");
  expect(addMonths("2028-02-29", 12)).toBe("2029-02-28");
  expect(addMonths("2027-01-15", -2)).toBe("2026-11-15");
});

test("lists six weeks that start on the first weekday", () => {
  const monday = listWeeks("2026-11-29", 1);
  expect(monday).toHaveLength(6);
  expect([monday[0]?.[0], monday[5]?.[6]]).toEqual(["2026-10-26", "2026-12-06"]);
  expect(listWeeks("2026-11-29", 7)[0]?.[0]).toBe("2026-11-01");
  expect([getWeekPosition("2026-11-29", 1), getWeekPosition("2026-11-29", 7)]).toEqual([6, 0]);
});

test("keeps a day within its limits", () => {
  expect(clampDay("2027-01-05", { min: "2027-02-01", max: "" })).toBe("2027-02-01");
  expect(clampDay("2027-01-05", { min: "", max: "2027-01-01" })).toBe("2027-01-01");
  expect(clampDay("2027-01-05", { min: "", max: "" })).toBe("2027-01-05");
});

test("takes today from the local date", () => {
  expect(getToday(new Date(2027, 0, 5, 23, 59))).toBe("2027-01-05");
});
