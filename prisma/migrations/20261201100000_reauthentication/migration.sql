-- AlterEnum
ALTER TYPE "one_time_token_purpose" ADD VALUE 'reauthentication';
