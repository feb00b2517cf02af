<?php
// Composer writes such a file as vendor/autoload.php. This one loads Guzzle from the packages of Debian.
require 'GuzzleHttp/autoload.php';
spl_autoload_register(function (string $class): void {
    if (str_starts_with($class, 'Capaian\\')) {
        require __DIR__ . '/capaian/lib/' . str_replace('\\', '/', substr($class, 8)) . '.php';
    }
});
