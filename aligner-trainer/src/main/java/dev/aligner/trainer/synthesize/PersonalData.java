package dev.aligner.trainer.synthesize;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The personal data of a few people for the slots of one text, each written as an edit that replaces it by the tag of
 * its type. The tags are those of presidio where it has one. A slot without a number is about the first of them.
 */
final class PersonalData implements Grammar.Slots {
    private final Countries countries;
    private final Phrases phrases;
    private final RandomGenerator random;
    private final Map<Integer, Person> people = new HashMap<>();
    private final Map<String, String> written = new HashMap<>();

    PersonalData(Countries countries, Phrases phrases, RandomGenerator random) {
        this.countries = countries;
        this.phrases = phrases;
        this.random = random;
    }

    @Override
    public @Nullable String value(String slot, int label) {
        String known = written.get(slot + label);
        if (known != null) {
            return known;
        }
        Person person = people.computeIfAbsent(label, any -> new Person(countries, phrases, random));
        String value = edit(slot, person);
        if (value != null) {
            written.put(slot + label, value);
        }
        return value;
    }

    private @Nullable String edit(String slot, Person person) {
        return switch (slot) {
            case "name" -> tagged(person.name(), "PERSON");
            case "plain-name" -> tagged((person.first() + " " + person.last()).replace("'", ""), "PERSON");
            case "first" -> tagged(person.first(), "PERSON");
            case "last" -> tagged(person.last(), "PERSON");
            case "initials" ->
                tagged(person.first().charAt(0) + "." + person.last().charAt(0) + ".", "PERSON");
            case "title" -> tagged(phrases.pick("title", random), "TITLE");
            case "job-title" -> tagged(phrases.pick("job", random), "TITLE");
            case "email" -> tagged(person.email(), "EMAIL_ADDRESS");
            case "phone" -> tagged(person.phone(), "PHONE_NUMBER");
            case "address" -> tagged(person.address(), "STREET_ADDRESS");
            case "address-block" -> tagged(person.address().replace(", ", "\n"), "STREET_ADDRESS");
            case "city" -> tagged(person.city(), "GPE");
            case "zip" -> tagged(person.zip(), "ZIP_CODE");
            case "date" -> tagged(person.date(), "DATE_TIME");
            case "month-year" -> tagged(person.monthYear(), "DATE_TIME");
            case "age" -> tagged(String.valueOf(18 + random.nextInt(75)), "AGE");
            case "nationality" -> tagged(phrases.pick("nationality", random), "NRP");
            case "company" ->
                tagged(phrases.pick("company", random).replace("{last-name}", person.last()), "ORGANIZATION");
            case "url" -> tagged(person.url(), "DOMAIN_NAME");
            case "ip" -> tagged(person.ip(), "IP_ADDRESS");
            default -> number(slot, person);
        };
    }

    private @Nullable String number(String slot, Person person) {
        return switch (slot) {
            case "card" -> tagged(person.card(), "CREDIT_CARD");
            case "expiry" ->
                tagged(
                        String.format(Locale.ROOT, "%02d/%d", 1 + random.nextInt(12), 25 + random.nextInt(7)),
                        "DATE_TIME");
            case "cvv" -> tagged(String.valueOf(100 + random.nextInt(900)), "CVV");
            case "iban" -> tagged(person.iban(), "IBAN_CODE");
            case "ssn" ->
                tagged(Countries.filled(Chance.pick(List.of("###-##-####", "### ## ####"), random), random), "US_SSN");
            case "id" -> tagged(person.nationalId(), "NATIONAL_ID");
            case "passport" -> tagged(person.passport(), "PASSPORT");
            case "licence" -> tagged(person.licence(), person.american() ? "US_DRIVER_LICENSE" : "DRIVER_LICENSE");
            case "account" -> tagged(person.account(), "ACCOUNT_NUMBER");
            case "mrn" -> tagged(person.record(), "MEDICAL_RECORD");
            case "plate" -> tagged(person.plate(), "LICENSE_PLATE");
            case "mac" -> tagged(person.mac(), "MAC_ADDRESS");
            case "user" -> tagged(person.user(), "USERNAME");
            case "handle" -> tagged("@" + person.user(), "USERNAME");
            case "password" -> tagged(person.password(), "PASSWORD");
            case "coords" -> tagged(person.coordinates(), "COORDINATES");
            default -> null;
        };
    }

    private static String tagged(String value, String tag) {
        return "«" + value + "|[" + tag + "]»";
    }
}
