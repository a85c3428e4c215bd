package dev.aligner.service;

import org.springframework.boot.SpringApplication;

/** Starts the service with the fake corrector, to try requests by hand. */
final class FakeService {
    private FakeService() {}

    public static void main(String[] args) {
        SpringApplication.run(new Class<?>[] {AlignerApplication.class, FakeCorrectorConfiguration.class}, args);
    }
}
