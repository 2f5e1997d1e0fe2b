tarteaucitron.init({ privacyUrl: '', orientation: 'middle' });
tarteaucitron.job = ['googlemaps', 'recaptcha'];
tarteaucitron.job.push('crisp');
tarteaucitron.services.unused = { key: 'unused', type: 'ads', name: 'Unused', cookies: [] };
