package dev.aligner.trainer.synthesize;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Somebody who does not exist: what is asked about them twice is the same twice, since the caller keeps it. */
final class Person {
    private static final List<String> CARDS = List.of(
            "4### #### #### ####",
            "5### #### #### ####",
            "4###############",
            "5###-####-####-####",
            "3### ###### #####",
            "6011 #### #### ####",
            "3##############");
    private static final List<String> IDS = List.of("########", "###-##-####", "?? ## ## ## ?", "####-####-####");
    private static final List<String> IBANS = List.of(
            "DE## #### #### #### #### ##",
            "GB##????##############",
            "FR## #### #### #### #### #### ###",
            "ES##################",
            "NL## ???? #### #### ##",
            "IT##?#### #### #### #### ####",
            "PL##########################",
            "CH## #### #### #### #### #",
            "BE## #### #### ####",
            "TR########################");
    private static final List<String> PASSPORTS =
            List.of("#########", "?########", "??#######", "C0#?###??", "?? #######", "A#######");
    private static final List<String> LICENCES = List.of(
            "?#######", "?############", "?????######??#??", "###-###-###", "########", "??######?", "?###-####-####");
    private static final List<String> ACCOUNTS = List.of(
            "########",
            "##########",
            "####-####",
            "CU-######",
            "ORD-2024-#####",
            "#########",
            "AC########",
            "##-##-## ########",
            "K#######",
            "INV######");
    private static final List<String> RECORDS = List.of("#######", "MR-######", "########", "H###-####", "P######");
    private static final List<String> PASSWORDS = List.of(
            "Hunter##!",
            "qwerty####",
            "summer20##",
            "P@ss####",
            "blue-tiger-##",
            "x?#?##?!k",
            "letmein##",
            "Tr0ub4dor&##");

    private final String code;
    private final String first;
    private final String last;
    private final Countries countries;
    private final Phrases phrases;
    private final RandomGenerator random;

    Person(Countries countries, Phrases phrases, RandomGenerator random) {
        this.countries = countries;
        this.phrases = phrases;
        this.random = random;
        code = countries.draw(random);
        first = countries.first(code, random);
        last = countries.last(code, random);
    }

    String first() {
        return first;
    }

    String last() {
        return last;
    }

    String name() {
        int way = random.nextInt(20);
        if (way == 0) {
            return last + ", " + first;
        }
        if (way == 1) {
            return first + " " + (char) ('A' + random.nextInt(26)) + ". " + last;
        }
        if (way == 2) {
            return first + " " + countries.first(code, random) + " " + last;
        }
        if (way == 3) {
            return first.charAt(0) + ". " + last;
        }
        return way == 4 && code.equals("gb")
                ? first + " " + last + "-" + countries.last(code, random)
                : first + " " + last;
    }

    String phone() {
        return countries.entry(code, "phone", random);
    }

    String zip() {
        return countries.entry(code, "zip", random);
    }

    String city() {
        return countries.entry(code, "city", random);
    }

    String plate() {
        return countries.entry(code, "plate", random);
    }

    String address() {
        String address = countries.entry(code, "address", random);
        while (address.contains("{small}")) {
            address = address.replaceFirst("\\{small}", String.valueOf(1 + random.nextInt(98)));
        }
        address = address.replace("{n}", String.valueOf(1 + random.nextInt(random.nextBoolean() ? 200 : 9000)))
                .replace("{street}", countries.street(code, random))
                .replace("{city}", city())
                .replace("{zip}", zip());
        return countries.has(code, "state")
                ? address.replace("{state}", countries.entry(code, "state", random))
                : address;
    }

    String email() {
        String host = Chance.in(60, random)
                ? phrases.pick("mail-host", random)
                : plain(last)
                        + List.of("-law.com", ".co.uk", ".de", "group.net", ".org", "consult.eu")
                                .get(random.nextInt(6));
        String given = plain(first);
        String family = plain(last);
        String local = switch (random.nextInt(7)) {
            case 0 -> given + "." + family;
            case 1 -> given.charAt(0) + family;
            case 2 -> given + "_" + family + random.nextInt(99);
            case 3 -> family + "." + given.charAt(0);
            case 4 -> given + (1950 + random.nextInt(60));
            case 5 -> given + family;
            default -> given + "-" + family;
        };
        return local + "@" + host;
    }

    String user() {
        String given = plain(first);
        return switch (random.nextInt(5)) {
            case 0 -> given + random.nextInt(1000);
            case 1 -> given + "_" + plain(last);
            case 2 -> given.charAt(0) + plain(last) + random.nextInt(100);
            case 3 -> "xX_" + given + "_Xx";
            default -> plain(last) + "." + given;
        };
    }

    String url() {
        return (random.nextBoolean() ? "https://" : "www.")
                + switch (random.nextInt(4)) {
                    case 0 -> plain(first) + plain(last) + ".com";
                    case 1 -> "linkedin.com/in/" + plain(first) + "-" + plain(last);
                    case 2 -> plain(last) + "-art.net";
                    default -> "facebook.com/" + plain(first) + "." + plain(last);
                };
    }

    String date() {
        int day = 1 + random.nextInt(28);
        int month = 1 + random.nextInt(12);
        int year = 1938 + random.nextInt(87);
        String name = phrases.of("month").get(month - 1);
        String shortName = phrases.of("short-month").get(month - 1);
        return switch (random.nextInt(9)) {
            case 0 -> String.format(Locale.ROOT, "%d/%d/%d", month, day, year);
            case 1 -> String.format(Locale.ROOT, "%02d.%02d.%d", day, month, year);
            case 2 -> String.format(Locale.ROOT, "%d-%02d-%02d", year, month, day);
            case 3 -> String.format(Locale.ROOT, "%d %s %d", day, name, year);
            case 4 -> String.format(Locale.ROOT, "%s %d, %d", name, day, year);
            case 5 -> String.format(Locale.ROOT, "%02d/%02d/%d", day, month, year);
            case 6 -> String.format(Locale.ROOT, "%s %dth, %d", shortName, 4 + random.nextInt(16), year);
            case 7 -> String.format(Locale.ROOT, "%02d-%s-%d", day, shortName, year);
            default -> String.format(Locale.ROOT, "%d %s", day, name);
        };
    }

    String monthYear() {
        return phrases.pick("month", random) + " " + (1995 + random.nextInt(30));
    }

    String nationalId() {
        return countries.has(code, "id") ? countries.entry(code, "id", random) : one(IDS);
    }

    boolean american() {
        return code.equals("us");
    }

    String card() {
        return one(CARDS);
    }

    String iban() {
        return one(IBANS);
    }

    String passport() {
        return one(PASSPORTS);
    }

    String licence() {
        return one(LICENCES);
    }

    String account() {
        return one(ACCOUNTS);
    }

    String record() {
        return one(RECORDS);
    }

    String password() {
        return one(PASSWORDS);
    }

    String ip() {
        if (Chance.in(20, random)) {
            return String.format(
                    Locale.ROOT,
                    "2001:%x:%x::%x",
                    random.nextInt(65536),
                    random.nextInt(65536),
                    1 + random.nextInt(65535));
        }
        return String.format(
                Locale.ROOT,
                "%d.%d.%d.%d",
                11 + random.nextInt(115),
                random.nextInt(256),
                random.nextInt(256),
                1 + random.nextInt(254));
    }

    String mac() {
        String separator = random.nextBoolean() ? ":" : "-";
        StringBuilder mac = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            mac.append(i == 0 ? "" : separator).append(String.format(Locale.ROOT, "%02X", random.nextInt(256)));
        }
        return mac.toString();
    }

    String coordinates() {
        return String.format(
                Locale.ROOT, "%.4f, %.4f", random.nextDouble() * 120 - 50, random.nextDouble() * 300 - 140);
    }

    private String one(List<String> patterns) {
        return Countries.filled(Chance.pick(patterns, random), random);
    }

    /** As in mail addresses: small Latin letters only, or a stand-in where a name has none. */
    private static String plain(String name) {
        String latin = Normalizer.normalize(name.toLowerCase(Locale.ROOT), Normalizer.Form.NFD)
                .replace("ß", "ss")
                .replace("ł", "l")
                .replace("ø", "o")
                .replace("ı", "i")
                .replace("đ", "d")
                .replaceAll("[^a-z]", "");
        return latin.isEmpty() ? "moon" : latin;
    }
}
