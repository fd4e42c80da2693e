"""What a page costs with thousands of files: `python -m bench`, beside a bare page on the same machine."""
