package dev.aligner.service;

import org.springframework.boot.SpringApplication;

/** Starts the service with the fake corrector, to try requests by hand and to measure all but the model. */
final class FakeService {
    private FakeService() {}

    public static void main(String[] args) {
        SpringApplication.run(new Class<?>[] {AlignerApplication.class, FakeModelConfiguration.class}, args);
    }
}
